/*
 * rmaplab: variant lock-page-convert on workload convert-enomem, all interleavings
 *
 * Generated from the simulated kernel: a process per cpu, a label per local state (function and
 * operation beside it), a variable per word of memory that ever changes. A word that never does is
 * the number that it is. What was never seen here is assert(false).
 *
 * 	spin -a -o2 -o3 model.pml && cc -O2 -w -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -E -m2000000
 *
 * rmaplab reaches 49 states; pan has to store as many.
 */
byte file_0_page_lock = 0;
short file_0_i_shared_sem = 0;
byte zone_nr_mapped = 1;
int page_2_flags = 108;
byte page_2_count = 3;
byte page_2_pte = 2;
byte pte_chain_8 = 0;
byte mm_struct_0_mmap_sem = 0;
short outcome_2_value = 0;
byte failing_pte_chain_1 = 0;

active proctype cpu0_converter() {
L1: /* cpu 30ba1b 0: inject pte_chain */
	if
	:: failing_pte_chain_1 = 2 -> goto L2
	fi;
L0: /* done */
	false;
L2: /* sys_remap_file_pages: lock mmap_sem of mm_struct#0 */
	if
	:: atomic { mm_struct_0_mmap_sem >= 0; mm_struct_0_mmap_sem = mm_struct_0_mmap_sem + 1 } -> goto L3
	fi;
L3: /* find_vma: load mmap_cache of mm_struct#0 */
	if
	:: skip -> goto L4
	fi;
L4: /* find_vma: load vm_end of vm_area_struct#0 */
	if
	:: skip -> goto L5
	fi;
L5: /* find_vma: load vm_start of vm_area_struct#0 */
	if
	:: skip -> goto L6
	fi;
L6: /* remap_in_vma: load vm_flags of vm_area_struct#0 */
	if
	:: skip -> goto L7
	fi;
L7: /* remap_in_vma: load vm_file of vm_area_struct#0 */
	if
	:: skip -> goto L8
	fi;
L8: /* remap_in_vma: load vm_start of vm_area_struct#0 */
	if
	:: skip -> goto L9
	fi;
L9: /* remap_in_vma: load vm_end of vm_area_struct#0 */
	if
	:: skip -> goto L10
	fi;
L10: /* filemap_populate_one: load vm_file of vm_area_struct#0 */
	if
	:: skip -> goto L11
	fi;
L11: /* filemap_populate_one: load i_size of file#0 */
	if
	:: skip -> goto L12
	fi;
L12: /* find_get_page: lock page_lock of file#0 */
	if
	:: atomic { file_0_page_lock >= 0; file_0_page_lock = file_0_page_lock + 1 } -> goto L13
	fi;
L13: /* find_get_page: load page_tree[1] of file#0 */
	if
	:: skip -> goto L14
	fi;
L14: /* find_get_page: add count of page#2 */
	if
	:: page_2_count = page_2_count + 1 -> goto L15
	fi;
L15: /* find_get_page: unlock page_lock of file#0 */
	if
	:: file_0_page_lock = file_0_page_lock - 1 -> goto L16
	fi;
L16: /* filemap_getpage: test-bit flags of page#2 */
	if
	:: (page_2_flags & 8) != 0 -> goto L17
	:: else -> assert(false)
	fi;
L17: /* mark_page_accessed: test-bit flags of page#2 */
	if
	:: (page_2_flags & 64) != 0 -> goto L18
	:: else -> assert(false)
	fi;
L18: /* mark_page_accessed: test-bit flags of page#2 */
	if
	:: (page_2_flags & 4) != 0 -> goto L19
	:: else -> assert(false)
	fi;
L19: /* filemap_populate_one: load vm_mm of vm_area_struct#0 */
	if
	:: skip -> goto L20
	fi;
L20: /* pte_chain_alloc: might-sleep  */
	if
	:: skip -> goto L21
	fi;
L21: /* pte_chain_alloc: alloc pte_chain */
	if
	:: atomic { failing_pte_chain_1 == 0 && pte_chain_8 == 0; pte_chain_8 = 1 } -> goto L22
	:: atomic { failing_pte_chain_1 > 1 && pte_chain_8 == 0; failing_pte_chain_1 = failing_pte_chain_1 - 1; pte_chain_8 = 1 } -> goto L22
	:: else -> assert(false)
	fi;
L22: /* install_page_convert: load vm_start of vm_area_struct#0 */
	if
	:: skip -> goto L23
	fi;
L23: /* install_page_convert: load vm_pgoff of vm_area_struct#0 */
	if
	:: skip -> goto L24
	fi;
L24: /* install_page_convert: test-bit flags of page#2 */
	if
	:: (page_2_flags & 1048576) == 0 -> goto L25
	:: else -> assert(false)
	fi;
L25: /* install_page_convert: load index of page#2 */
	if
	:: skip -> goto L26
	fi;
L26: /* lock_page: lock flags of page#2 */
	if
	:: atomic { (page_2_flags & 1) == 0; page_2_flags = page_2_flags | 1 } -> goto L27
	fi;
L27: /* page_convert_anon: load mapping of page#2 */
	if
	:: skip -> goto L28
	fi;
L28: /* page_convert_anon: lock i_shared_sem of file#0 */
	if
	:: atomic { file_0_i_shared_sem == 0; file_0_i_shared_sem = -1 } -> goto L29
	fi;
L29: /* pte_chain_lock: lock flags of page#2 */
	if
	:: atomic { (page_2_flags & 32768) == 0; page_2_flags = page_2_flags | 32768 } -> goto L30
	fi;
L30: /* page_convert_anon_begin: test-bit flags of page#2 */
	if
	:: (page_2_flags & 1048576) == 0 -> goto L31
	:: else -> assert(false)
	fi;
L31: /* page_convert_anon_begin: set-bit flags of page#2 */
	if
	:: page_2_flags = page_2_flags | 1048576 -> goto L32
	fi;
L32: /* page_convert_anon_begin: load pte of page#2 */
	if
	:: page_2_pte == 2 -> goto L33
	:: else -> assert(false)
	fi;
L33: /* page_convert_anon_begin: add nr_mapped of zone */
	if
	:: zone_nr_mapped = zone_nr_mapped - 1 -> goto L34
	fi;
L34: /* page_convert_anon_begin: store pte of page#2 */
	if
	:: page_2_pte = 0 -> goto L35
	fi;
L35: /* pte_chain_unlock: unlock flags of page#2 */
	if
	:: page_2_flags = page_2_flags & -32769 -> goto L36
	fi;
L36: /* page_convert_anon: list-next i_mmap of file#0 */
	if
	:: skip -> goto L37
	fi;
L37: /* page_convert_anon: list-next i_mmap_shared of file#0 */
	if
	:: skip -> goto L38
	fi;
L38: /* pte_chain_alloc: might-sleep  */
	if
	:: skip -> goto L39
	fi;
L39: /* pte_chain_alloc: alloc pte_chain */
	if
	:: atomic { failing_pte_chain_1 == 1; failing_pte_chain_1 = 0 } -> goto L40
	:: else -> assert(false)
	fi;
L40: /* page_convert_anon: unlock i_shared_sem of file#0 */
	if
	:: file_0_i_shared_sem = 0 -> goto L41
	fi;
L41: /* unlock_page: unlock flags of page#2 */
	if
	:: atomic { (page_2_flags & 1) != 0; page_2_flags = page_2_flags & -2 } -> goto L42
	:: else -> assert(false)
	fi;
L42: /* __pte_chain_free: load next of pte_chain#8 */
	if
	:: pte_chain_8 == 1 -> goto L43
	:: else -> assert(false)
	fi;
L43: /* __pte_chain_free: free pte_chain of pte_chain#8 */
	if
	:: atomic { pte_chain_8 == 1; pte_chain_8 = 0 } -> goto L44
	:: else -> assert(false)
	fi;
L44: /* page_cache_release: test-bit flags of page#2 */
	if
	:: (page_2_flags & 2048) == 0 -> goto L45
	:: else -> assert(false)
	fi;
L45: /* page_cache_release: xadd count of page#2 */
	if
	:: atomic { page_2_count == 4; page_2_count = 3 } -> goto L46
	:: else -> assert(false)
	fi;
L46: /* sys_remap_file_pages: unlock mmap_sem of mm_struct#0 */
	if
	:: mm_struct_0_mmap_sem = mm_struct_0_mmap_sem - 1 -> goto L47
	fi;
L47: /* userRemap: syscall-end  */
	if
	:: skip -> goto L48
	fi;
L48: /* cpu 30ba1b 0: store value of outcome#2 */
	if
	:: outcome_2_value = -12 -> goto L0
	fi;
}

/*
 * Runs only when nothing else can, prints that state and does not change it: where each task stands,
 * then the variables in the order of their declaration.
 */
c_decl {
	static int stands[1];
	static int stand(int task, int local) { stands[task] = local; return 0; }
	\#define NOWHERE (stands[0] = -1, 0)
	\#define STANDS_0_0 stand(0, 0)
	\#define STANDS_0_2 stand(0, 2)
	\#define STANDS_0_12 stand(0, 12)
	\#define STANDS_0_26 stand(0, 26)
	\#define STANDS_0_28 stand(0, 28)
	\#define STANDS_0_29 stand(0, 29)
	\#define TELL (printf("rmaplab-end %d %d %d %d %d %d %d %d %d %d %d\n", stands[0], now.file_0_page_lock, now.file_0_i_shared_sem, now.zone_nr_mapped, now.page_2_flags, now.page_2_count, now.page_2_pte, now.pte_chain_8, now.mm_struct_0_mmap_sem, now.outcome_2_value, now.failing_pte_chain_1), 0)
}
active proctype report() {
	do
	:: timeout && c_expr { NOWHERE }
	:: timeout && cpu0_converter@L0 && c_expr { STANDS_0_0 }
	:: timeout && cpu0_converter@L2 && c_expr { STANDS_0_2 }
	:: timeout && cpu0_converter@L12 && c_expr { STANDS_0_12 }
	:: timeout && cpu0_converter@L26 && c_expr { STANDS_0_26 }
	:: timeout && cpu0_converter@L28 && c_expr { STANDS_0_28 }
	:: timeout && cpu0_converter@L29 && c_expr { STANDS_0_29 }
	:: timeout && c_expr { TELL }
	od
}
